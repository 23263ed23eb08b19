/** What `ndarray` and its family read of an array; real ndarrays and our views both have it. */
export interface NdArrayLike<D = ArrayLike<number>> {
  /** The memory that is looked into. */
  readonly data: D;
  /** Sizes, outermost axis first. */
  readonly shape: readonly number[];
  /** Distance, in elements, of two neighbours along each axis. */
  readonly stride: readonly number[];
  /** Where the first element stands in `data`. */
  readonly offset: number;
}
