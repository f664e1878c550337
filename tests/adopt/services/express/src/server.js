import express from 'express';

const app = express();
const port = process.env.PORT ?? 3456;

app.get('/search', (request, response) => {
  response.json({ query: request.query.q ?? '', found: [] });
});

app.listen(port);
