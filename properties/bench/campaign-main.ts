import { campaignCosts } from './campaigns.ts';

// A process for each campaign: it is cold only once.
console.log(JSON.stringify(await campaignCosts(process.argv[2] ?? '')));
