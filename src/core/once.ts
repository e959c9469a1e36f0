/** Reads what a key means once, however often it is asked for. */
export function once<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Value;
    const value = read(key);
    known.set(key, value);
    return value;
  };
}
