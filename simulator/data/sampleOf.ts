/**
 * A text that fits a regular expression, the shortest that comes to hand: for examples beside the rules of a market.
 * Knows what the market tables use: literals, classes, groups, alternatives and counts, anchored at both ends.
 */
export function sampleOf(source: string): string {
  const reader = new Reader(source.replace(/^\^/, '').replace(/\$$/, ''));
  return reader.alternatives();
}

class Reader {
  private position = 0;

  constructor(private readonly source: string) {}

  /** The first of `a|b|c`, up to the end or the closing bracket. */
  alternatives(): string {
    const first = this.sequence();
    while (this.peek() === '|') {
      this.position += 1;
      this.sequence();
    }
    return first;
  }

  private sequence(): string {
    let text = '';
    while (this.position < this.source.length && this.peek() !== '|' && this.peek() !== ')')
      text += this.repeated();
    return text;
  }

  private repeated(): string {
    const atom = this.atom();
    return atom.repeat(this.count());
  }

  private atom(): string {
    const character = this.next();
    if (character === '(') {
      const inner = this.alternatives();
      this.position += 1;
      return inner;
    }
    if (character === '[') return this.oneOfClass();
    return character === '\\' ? escaped(this.next()) : character;
  }

  private oneOfClass(): string {
    const first = this.next();
    const sample = first === '\\' ? escaped(this.next()) : first;
    while (this.next() !== ']') if (this.source[this.position - 1] === '\\') this.position += 1;
    return sample;
  }

  /** How often the last piece stands there at least: `?` never, `{2,5}` twice. */
  private count(): number {
    if (this.peek() === '?' || this.peek() === '*') {
      this.position += 1;
      return 0;
    }
    const counted = /^\{(\d+)(,\d*)?\}/.exec(this.source.slice(this.position));
    if (counted === null) return 1;
    this.position += counted[0].length;
    return Number(counted[1]);
  }

  private peek(): string {
    return this.source.charAt(this.position);
  }

  private next(): string {
    const character = this.peek();
    this.position += 1;
    return character;
  }
}

function escaped(character: string): string {
  return character === 'd' ? '1' : character;
}
