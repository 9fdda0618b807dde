import type Mocha from 'mocha';

declare class Reporter extends Mocha.reporters.Base {}
export = Reporter;
