// Runs before the first paint, so that a chosen theme does not flash; no module for this reason.
try {
  const theme = localStorage.getItem('resshift.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (refused) {
  // Without storage the system's theme is used.
}
