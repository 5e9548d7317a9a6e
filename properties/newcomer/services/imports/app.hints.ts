export const examples = {
  'Importer/start': ['https://files.example/prices.csv'],
  'Products/upsert': [],
};

export const http = {
  'GET https://files.example/*': () => new Response('sku,price\napple,3\npear,2\nplum,x\nfig,9\n'),
};
