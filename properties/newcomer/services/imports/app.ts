import * as restate from '@restatedev/restate-sdk';
import { importer } from './importer.ts';
import { products } from './products.ts';

restate.endpoint().bind(importer).bind(products).listen(9080);
