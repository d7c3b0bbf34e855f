/** Shows the OpenAPI document of this node, in the colours of the browser. Nothing is asked of any other machine. */
const dark = matchMedia('(prefers-color-scheme: dark)');

function followScheme() {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

dark.addEventListener('change', followScheme);
followScheme();

window.SwaggerUIBundle({
  url: 'v1/openapi.json',
  domNode: document.getElementById('reference'),
  defaultModelsExpandDepth: 0,
  syntaxHighlight: { theme: 'obsidian' },
  validatorUrl: null,
});
