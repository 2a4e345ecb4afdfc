/** What was measured, for people (Markdown, SVG) and for programs (JSON). */
@NullMarked
package io.flowmeter.bench.report;

import org.jspecify.annotations.NullMarked;
