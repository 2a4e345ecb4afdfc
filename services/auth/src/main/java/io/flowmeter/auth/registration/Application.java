package io.flowmeter.auth.registration;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.Role;

/** What somebody asks for who wants an account. */
record Application(Username username, EmailAddress email, Password password, Role role) {}
