/**
 * Reliability of repeated values: `rows` are targets (townships), columns occasions (months), all rows of equal length.
 * Shrout & Fleiss 1979, Psychological Bulletin 86:420. Raw values, may be negative when targets differ less than occasions.
 */
export interface Reliability {
  /** Mean squares between targets, within targets, and of the residual after occasions are taken out. */
  meanSquareBetween: number;
  meanSquareWithin: number;
  meanSquareResidual: number;
  /** ICC(1): one occasion, any occasions; ICC(3,1): one occasion, these occasions. */
  icc1: number;
  icc31: number;
  /** ICC(3,k): reliability of the mean over all occasions. */
  reliabilityOfMean: number;
  /** 1 + (k - 1) ICC(1): how much more a mean of clustered values varies. */
  designEffect: number;
}

/** NaN where it cannot be known: fewer than two targets or occasions, or (for the ratios) values that do not vary. */
export function reliability(rows: readonly (readonly number[])[]): Reliability {
  const n = rows.length;
  const k = rows[0]?.length ?? 0;
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const rowMeans = rows.map(mean);
  const columnMeans = Array.from({ length: k }, (_, j) => mean(rows.map((row) => row[j]!)));
  const grand = mean(rowMeans);
  const sum = (pick: (value: number, i: number, j: number) => number) =>
    rows.reduce((all, row, i) => row.reduce((part, value, j) => part + pick(value, i, j), all), 0);
  const meanSquareBetween = sum((_, i) => (rowMeans[i]! - grand) ** 2) / (n - 1);
  const meanSquareWithin = sum((value, i) => (value - rowMeans[i]!) ** 2) / (n * (k - 1));
  const meanSquareResidual =
    sum((value, i, j) => (value - rowMeans[i]! - columnMeans[j]! + grand) ** 2) / ((n - 1) * (k - 1));
  const icc = (error: number) => (meanSquareBetween - error) / (meanSquareBetween + (k - 1) * error);
  const icc1 = icc(meanSquareWithin);
  return {
    meanSquareBetween,
    meanSquareWithin,
    meanSquareResidual,
    icc1,
    icc31: icc(meanSquareResidual),
    reliabilityOfMean: (meanSquareBetween - meanSquareResidual) / meanSquareBetween,
    designEffect: 1 + (k - 1) * icc1,
  };
}
