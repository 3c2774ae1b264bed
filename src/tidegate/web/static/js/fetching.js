/* JSON from this site.

In:  an address. Out: what it says; an error with status and address where it says something else. */

export async function fetchJson(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}
