/** How an element is named and explained by the block around it. */
export interface Described {
  readonly id: string;
  readonly label: string;
  /** The ids of its hint and its error. */
  readonly by: string | undefined;
  readonly isWrong: boolean;
}
