/** `FAULTS=all` runs every case of the long enumerations; otherwise a sample of each. */
export const isWhole = process.env['FAULTS'] === 'all';
