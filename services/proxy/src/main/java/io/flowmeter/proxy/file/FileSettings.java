package io.flowmeter.proxy.file;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of files.
 *
 * @param maxSize of one file
 * @param maxPerQuestion files and addresses with one question
 * @param allowedTypes by content, not by what the client calls it
 * @param urlHosts whose addresses Flowise may be asked to fetch; none unless named here
 * @param maxThumbnailSize length of a thumbnail's longer side, in pixels
 * @param maxImagePixels of an image that is still made smaller; a larger one is shown as it is
 * @param orphanGrace what nothing refers to is deleted after this time: longer than any request
 * @param keepUnattached a file that was uploaded for no session is deleted after this time
 */
@ConfigurationProperties("flowmeter.files")
public record FileSettings(
    @DefaultValue("10MB") DataSize maxSize,
    @DefaultValue("5") int maxPerQuestion,
    @DefaultValue({
          "image/jpeg",
          "image/png",
          "image/gif",
          "image/webp",
          "application/pdf",
          "text/plain",
          "text/csv",
          "application/msword",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        })
        Set<String> allowedTypes,
    @DefaultValue({}) Set<String> urlHosts,
    @DefaultValue("1024") int maxThumbnailSize,
    @DefaultValue("40000000") long maxImagePixels,
    @DefaultValue("1h") Duration orphanGrace,
    @DefaultValue("30d") Duration keepUnattached) {}
