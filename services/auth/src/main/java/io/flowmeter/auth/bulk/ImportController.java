package io.flowmeter.auth.bulk;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.bulk.Line.Result;
import io.flowmeter.web.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/admin/users/import")
class ImportController {
  private final Imports imports;
  private final CsvFile csv;

  ImportController(Imports imports, BulkSettings settings) {
    this.imports = imports;
    this.csv = new CsvFile(settings);
  }

  record Started(String message, String importId, int rows, String progress) {}

  /**
   * @param page of the results, from 0
   * @param pages that are there by now
   */
  record Progress(@JsonUnwrapped ImportJob job, int page, int pages, List<Result> results) {}

  @PostMapping(consumes = "text/csv")
  ResponseEntity<Started> start(
      Administrator admin,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestBody byte[] file) {
    var lines = csv.read(text(file));
    String id =
        imports
            .start(lines, admin.user().id(), dryRun)
            .orElseThrow(
                () ->
                    new ApiException(409, "Another import is running").header("Retry-After", "10"));
    String progress = "/api/admin/users/import/" + id;
    return ResponseEntity.accepted()
        .header("Location", progress)
        .body(new Started("The import has begun", id, lines.size(), progress));
  }

  @GetMapping("/{importId}")
  Progress progress(
      Administrator admin,
      @PathVariable String importId,
      @RequestParam(defaultValue = "0") int page) {
    ImportJob job =
        imports.find(importId).orElseThrow(() -> new ApiException(404, "Import not found"));
    return new Progress(job, page, imports.pages(job), imports.results(importId, page));
  }

  private static String text(byte[] file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      throw new ApiException(400, "The file must be UTF-8");
    }
  }
}
