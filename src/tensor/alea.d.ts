/** The one generator of `seedrandom` that is used; its file alone needs no Node built-in. */
declare module 'seedrandom/lib/alea.js' {
  interface Alea {
    /** A number in [0, 1), with 53 random bits. */
    double(): number;
  }
  export default function alea(seed: string): Alea;
}
