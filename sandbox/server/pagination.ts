import type { Answer } from "./route.ts";

export interface Page {
  readonly number: number;
  readonly size: number;
  /** Full address of this request, for Link. */
  readonly url: URL;
}

/** `limit` makes pages small in tests, whatever was asked for. GitHub: 30 by default, at most 100. */
export function readPage(url: URL, limit: number | null): Page {
  const asked = Math.min(100, Math.max(1, Number(url.searchParams.get("per_page") ?? 30) || 30));
  return {
    number: Math.max(1, Number(url.searchParams.get("page") ?? 1) || 1),
    size: limit === null ? asked : Math.min(asked, limit),
    url,
  };
}

function linkTo(page: Page, number: number, rel: string): string {
  const url = new URL(page.url);
  url.searchParams.set("page", String(number));
  return `<${url.href}>; rel="${rel}"`;
}

export function linkHeader(page: Page, total: number): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / page.size));
  const links = [
    ...(page.number > 1 ? [linkTo(page, page.number - 1, "prev")] : []),
    ...(page.number < last ? [linkTo(page, page.number + 1, "next"), linkTo(page, last, "last")] : []),
    ...(page.number > 1 ? [linkTo(page, 1, "first")] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(", ") };
}

export function slicePage<T>(items: readonly T[], page: Page): T[] {
  return items.slice((page.number - 1) * page.size, page.number * page.size);
}

/** One page of a list, rendered, with its Link header. `wrap` puts it into an object where GitHub does. */
export async function paginate<T>(
  items: readonly T[],
  page: Page,
  render: (item: T) => unknown,
  wrap: (rendered: unknown[]) => unknown = (rendered) => rendered,
): Promise<Answer> {
  const rendered = await Promise.all(slicePage(items, page).map(render));
  return { status: 200, body: wrap(rendered), headers: linkHeader(page, items.length) };
}
