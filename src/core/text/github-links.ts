/** What browsers and GitHub take. */
const longestUrl = 7000;

/**
 * GitHub's page that opens a pull request, filled in.
 * @param base page of the repository
 */
export function compareUrl(base: string, into: string, branch: string, title: string, body: string): string {
  const url = `${base}/compare/${pathPart(into)}...${pathPart(branch)}?expand=1&title=${queryPart(title)}`;
  const whole = `${url}&body=${queryPart(body)}`;
  return whole.length <= longestUrl ? whole : url;
}

/** GitHub's page that adds a file, filled in as far as a link can hold it. */
export function newFileUrl(
  base: string,
  branch: string,
  { path, text }: { readonly path: string; readonly text: string },
): string {
  const url = `${base}/new/${pathPart(branch)}?filename=${queryPart(path)}`;
  const whole = `${url}&value=${queryPart(text)}`;
  return whole.length <= longestUrl ? whole : url;
}

/** Parentheses and quotes end a link in Markdown. */
function queryPart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function pathPart(text: string): string {
  return text.split("/").map(queryPart).join("/");
}
