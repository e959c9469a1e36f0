/** The first characters of a text, with `…` where something was cut off. Counts and cuts code points: half a character is none. */
export function cutTo(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
