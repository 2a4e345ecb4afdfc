package io.flowmeter.proxy.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** What files may be, what they may be called, and what may be fetched. */
class FileRulesTest {
  private static final String DOCX =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  private static final Set<String> ALLOWED =
      Set.of("image/png", "text/plain", "text/csv", "application/pdf");
  private final FileTypes types = new FileTypes(ALLOWED);

  static Stream<Arguments> offeredByTheWebClient() {
    return Stream.of(
        Arguments.of("a.jpg", TestFiles.image("jpeg"), "image/jpeg"),
        Arguments.of("a.png", TestFiles.image("png"), "image/png"),
        Arguments.of("a.gif", TestFiles.image("gif"), "image/gif"),
        Arguments.of("a.webp", "RIFF\0\0\0\0WEBPVP8 ".getBytes(ISO_8859_1), "image/webp"),
        Arguments.of("a.pdf", "%PDF-1.4\n".getBytes(ISO_8859_1), "application/pdf"),
        Arguments.of("a.txt", "text".getBytes(UTF_8), "text/plain"),
        Arguments.of("a.csv", "a,b\n1,2\n".getBytes(UTF_8), "text/csv"),
        Arguments.of("a.doc", TestFiles.oldOffice(), "application/msword"),
        Arguments.of("a.docx", TestFiles.newOffice(), DOCX));
  }

  @ParameterizedTest(name = "{0}") // R9
  @MethodSource("offeredByTheWebClient")
  void every_kind_of_file_that_the_web_client_offers_is_accepted_by_default(
      String name, byte[] content, String type) {
    var byDefault =
        new Binder(new MapConfigurationPropertySource())
            .bindOrCreate("flowmeter.files", FileSettings.class)
            .allowedTypes();

    assertThat(new FileTypes(byDefault).of(content, name)).contains(type);
  }

  @Test
  void a_type_is_told_by_the_content() {
    assertThat(types.of(TestFiles.png(3, 2), "x.txt")).contains("image/png");
    assertThat(types.of("a,b\n1,2\n".getBytes(UTF_8), "x.csv")).contains("text/csv");
    assertThat(types.of("你好".getBytes(UTF_8), "注.txt")).contains("text/plain");
    assertThat(types.of("<html><body>x</body></html>".getBytes(UTF_8), "page.txt"))
        .contains("text/plain");
  }

  @Test
  void what_only_calls_itself_an_image_is_refused() {
    assertThat(types.of("<html><script>x</script></html>".getBytes(UTF_8), "x.png")).isEmpty();
    assertThat(types.of(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, "x.png")).isEmpty();
    assertThat(types.of(new byte[] {'M', 'Z', 0, 1}, "x.pdf")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "../../etc/passwd, passwd",
    "C:\\temp\\a.png, a.png",
    "\u202egnp.exe, gnp.exe",
    ".., file",
    "作業.png, 作業.png"
  })
  void a_name_is_no_path_and_hides_nothing(String given, String expected) {
    assertThat(FileName.of(given).value()).isEqualTo(expected);
  }

  @Test
  void a_name_has_one_line_and_an_end() {
    assertThat(FileName.of("a\u0000b\r\n.png").value()).isEqualTo("ab.png");
    assertThat(FileName.of("x".repeat(500) + ".png").value()).hasSize(200).endsWith("x.png");
    assertThat(FileName.of(null).value()).isEqualTo("file");
  }

  @Test // R9
  void a_chinese_name_has_both_forms_in_a_header() {
    assertThat(FileName.of("作業 1\".png").disposition(false))
        .isEqualTo(
            "attachment; filename=\"__ 1_.png\"; filename*=UTF-8''%E4%BD%9C%E6%A5%AD%201%22.png");
  }

  @ParameterizedTest // S13
  @ValueSource(
      strings = {
        "http://other.example/x.png",
        "ftp://files.example/x.png",
        "http://user@files.example/x.png",
        "http://files.example:8080/x.png",
        "file:///etc/passwd",
        "http://",
        "not a url",
        "http://inside.example/x.png",
        "http://mixed.example/x.png"
      })
  void only_named_hosts_outside_are_fetched_from(String address) {
    assertThat(rule("files.example", "inside.example", "mixed.example").permits(address)).isFalse();
  }

  @Test
  void a_named_host_is_fetched_from_and_none_unless_named() {
    assertThat(rule("files.example").permits("https://FILES.example/x.png")).isTrue();
    assertThat(rule().permits("https://files.example/x.png")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00::"
      })
  void addresses_inside_are_private(String address) throws Exception {
    assertThat(UrlRule.isPrivate(InetAddress.getByName(address))).isTrue();
  }

  @Test // R4
  void base64_reaches_flowise_as_the_client_wrote_it() {
    var settings =
        new FileSettings(
            DataSize.ofKilobytes(1),
            2,
            ALLOWED,
            Set.of(),
            100,
            1000,
            Duration.ofHours(1),
            Duration.ofDays(30));
    var check = new UploadCheck(settings, types, rule());
    String base64 = Base64.getEncoder().encodeToString(TestFiles.png(3, 2));

    for (String data : new String[] {"data:image/png;base64," + base64, base64}) {
      var verdict = check.check(new Upload(data, "file", "a.png", "image/png"));
      assertThat(verdict)
          .isInstanceOfSatisfying(
              UploadCheck.Verdict.Accepted.class,
              accepted ->
                  assertThat(accepted.upstream().data())
                      .isEqualTo("data:image/png;base64," + base64));
    }
    assertThat(check.check(new Upload("data:image/png;base64,@@", "file", "a", "b")))
        .isInstanceOf(UploadCheck.Verdict.Refused.class);
    assertThat(check.check(new Upload("A".repeat(2000), "file", "a", "b")))
        .isInstanceOf(UploadCheck.Verdict.Refused.class);
    assertThat(check.check(new Upload("", "file", "a", "b")))
        .isInstanceOf(UploadCheck.Verdict.Refused.class);
    assertThat(check.check(new Upload(base64, "audio", "a", "b")))
        .isInstanceOf(UploadCheck.Verdict.Refused.class);
  }

  @Test
  void a_thumbnail_fits_and_what_is_no_image_is_left_alone() throws Exception {
    var thumbnails = new Thumbnails(1_000_000);

    var small = thumbnails.of(TestFiles.png(400, 200), 100).orElseThrow();
    var image = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(small.bytes()));

    assertThat(image.getWidth()).isEqualTo(100);
    assertThat(image.getHeight()).isEqualTo(50);
    assertThat(small.type()).isEqualTo("image/jpeg");
    assertThat(thumbnails.of("no image".getBytes(UTF_8), 100)).isEmpty();
    assertThat(thumbnails.of(TestFiles.png(2000, 1000), 100)).isEmpty();
  }

  private static UrlRule rule(String... hosts) {
    return new UrlRule(
        Set.of(hosts),
        host ->
            switch (host) {
              case "inside.example" -> addresses("192.168.0.7");
              case "mixed.example" -> addresses("93.184.216.34", "127.0.0.1");
              default -> addresses("93.184.216.34");
            });
  }

  private static InetAddress[] addresses(String... texts) throws java.net.UnknownHostException {
    var found = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) found[i] = InetAddress.getByName(texts[i]);
    return found;
  }
}
