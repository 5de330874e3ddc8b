/**
 * The upper quantile of the normal distribution: z with P(Z > z) = p, for 0 < p < 1.
 *
 * Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37
 * (1988), PPND16, with a relative accuracy of about 1e-16. Its coefficients are
 * written as the doubles that they are. It is given the tail itself, so that 1 − p loses no digits. Its spec holds it
 * against a series in exact arithmetic: |error| < 1e-13 for p from 1e-12 to 1 − 1e-12.
 */
export function upperQuantile(p: number): number {
  const q = 0.5 - p;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE[0], r)) / polynomial(CENTRE[1], r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? 1 - p : p));
  const [coefficients, at] = r <= 5 ? [TAIL, r - 1.6] : [FAR_TAIL, r - 5];
  const z = polynomial(coefficients[0], at) / polynomial(coefficients[1], at);
  return q < 0 ? -z : z;
}

/** From the constant term upwards. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

type Quotient = readonly [readonly number[], readonly number[]];

const CENTRE: Quotient = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
];
const TAIL: Quotient = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const FAR_TAIL: Quotient = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];
