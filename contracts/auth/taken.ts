/** The request was taken. Nothing else is told: the answer is the same whatever was found. */
export class Taken {}
