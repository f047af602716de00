/** A person: a tenant id and an object id (in development: 'development' and a name). */
export interface Person {
  readonly tenantId: string;
  readonly objectId: string;
}

/** One string per person, for queues and keys. */
export function personKey(person: Person): string {
  return `${person.tenantId}/${person.objectId}`;
}

export function isSamePerson(a: Person, b: Person): boolean {
  return a.tenantId === b.tenantId && a.objectId === b.objectId;
}
