/**
 * Minimum of a function of a few variables without derivatives (Nelder & Mead 1965, Computer Journal 7:308, with the usual
 * coefficients 1, 2, 1/2, 1/2). Stops when the simplex is smaller than `tolerance` in every direction and in value.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  options: { step?: number; tolerance?: number; maxEvaluations?: number } = {},
): { x: number[]; value: number; converged: boolean } {
  const { step = 0.5, tolerance = 1e-9, maxEvaluations = 400 * start.length } = options;
  let evaluations = 0;
  const evaluate = (x: number[]): Vertex => {
    evaluations++;
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = [
    evaluate([...start]),
    ...start.map((_, i) => evaluate(start.map((v, j) => (i === j ? v + step : v)))),
  ];
  for (;;) {
    simplex.sort((p, q) => p.value - q.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    const size = Math.max(...simplex.map((p) => Math.max(...p.x.map((v, i) => Math.abs(v - best.x[i]!)))));
    const converged = size < tolerance && worst.value - best.value < tolerance * (1 + Math.abs(best.value));
    if (converged || evaluations >= maxEvaluations) return { x: best.x, value: best.value, converged };
    const others = simplex.slice(0, -1);
    const centre = start.map((_, i) => others.reduce((sum, p) => sum + p.x[i]!, 0) / others.length);
    const along = (t: number) => evaluate(centre.map((c, i) => c + t * (worst.x[i]! - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < others.at(-1)!.value) {
      simplex[simplex.length - 1] = reflected;
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[simplex.length - 1] = contracted;
      else
        simplex.forEach(
          (p, i) => i > 0 && (simplex[i] = evaluate(p.x.map((v, j) => best.x[j]! + (v - best.x[j]!) / 2))),
        );
    }
  }
}

interface Vertex {
  x: number[];
  value: number;
}
