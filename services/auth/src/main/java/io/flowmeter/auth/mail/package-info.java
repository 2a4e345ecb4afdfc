/** Letters to people, which wait inside the account until a mail server took them. */
@NullMarked
package io.flowmeter.auth.mail;

import org.jspecify.annotations.NullMarked;
