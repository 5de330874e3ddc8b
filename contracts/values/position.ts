declare const brand: unique symbol;

/**
 * The position of an event in the whole log: an opaque token that is compared and never subtracted. Text of fixed
 * width, `<epoch, 4 digits>-<number, 19 digits>`, so that it sorts the same in JavaScript (`<`) and in SQL (`COLLATE
 * "C"`). The epoch changes when a log is restored below a published audit head. Within one epoch the number rises with
 * every event: dense in Postgres (column `place`), sparse in EventStoreDB (the commit position).
 */
export type Position = string & { readonly [brand]: 'Position' };
