/** In place of a person's name, once the person has been erased. */
export const ERASED = '[erased]';
