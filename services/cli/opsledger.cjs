#!/usr/bin/env node
'use strict';

// The files in dist are made anew by each build, and not as ones that can be run: npx would find them so only once.
// oxlint-disable-next-line import/no-unassigned-import
require('../../dist/services/cli/src/main.js');
