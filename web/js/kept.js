/** What this browser keeps for its user; one that is told to keep nothing has nothing, and the page goes on without. */

export function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then it is known until the page is closed.
  }
}
