package io.flowmeter.auth.credential;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param lifetime of a token, from when its letter is sent
 * @param lettersPerWindow how many letters one account gets within the window
 * @param answerAfter how long every request for a letter takes, so that its time tells nobody
 *     whether there is such an account
 */
@ConfigurationProperties("flowmeter.password-reset")
record ResetSettings(
    @DefaultValue("1h") Duration lifetime,
    @DefaultValue("10") int lettersPerWindow,
    @DefaultValue("1h") Duration window,
    @DefaultValue("150ms") Duration answerAfter) {}
