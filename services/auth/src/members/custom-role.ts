/** A role that the organisation made for itself. */
export interface CustomRole {
  readonly name: string;
  /** As recorded: some may be unknown to this release, and give nothing. */
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The revision of its last event: the entity tag. */
  readonly revision: number;
}
