// The token that somebody enters stays in this page's memory, and goes to this service alone.
SwaggerUIBundle({
  url: 'docs/openapi.json',
  dom_id: '#page',
  docExpansion: 'none',
  persistAuthorization: false,
  validatorUrl: null,
});
