const due = new Set();
let isAsked = false;

/**
 * Calls a function with the next frame, once however often it is asked for. What is asked for within a frame comes at its
 * end, so that what is rendered and what is drawn are seen together; what has had its turn by then waits for the next one.
 */
export function withNextFrame(task) {
  due.add(task);
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(frame);
}

function frame() {
  const done = new Set();
  try {
    for (const task of due) {
      if (done.has(task)) continue;
      done.add(task);
      due.delete(task);
      task();
    }
  } finally {
    isAsked = due.size > 0;
    if (isAsked) requestAnimationFrame(frame);
  }
}
