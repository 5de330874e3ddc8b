declare const brand: unique symbol;

/**
 * Where an event stands in the whole log: an opaque token that is compared and never subtracted. Text of fixed width,
 * `<epoch, 4 digits>-<place, 19 digits>`, so that it sorts the same in JavaScript (`<`) and in SQL (`COLLATE "C"`).
 * The epoch changes when a log is restored below a published audit head; within one epoch places rise with every
 * commit (dense in Postgres, sparse in EventStoreDB).
 */
export type Position = string & { readonly [brand]: 'Position' };
