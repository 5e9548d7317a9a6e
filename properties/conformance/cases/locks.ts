import { fact, type Case } from '../case.ts';

export const lockCases: readonly Case[] = [];
