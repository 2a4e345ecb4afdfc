package io.flowmeter.bench.profile;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Stacks as a flame graph: as wide as their share of the samples, callers below. */
public final class Flames {
  private static final int WIDTH = 1400;
  private static final int ROW = 16;
  private static final int MARGIN = 30;
  private static final double NARROWEST = 1.5;
  private static final double CHARACTER = 6.2;

  private final StringBuilder svg = new StringBuilder();

  private Flames() {}

  private static final class Node {
    private final Map<String, Node> callees = new TreeMap<>();
    private int count;

    int depth() {
      return 1 + callees.values().stream().mapToInt(Node::depth).max().orElse(0);
    }
  }

  public static String of(String title, Map<String, Integer> samples) {
    Node root = new Node();
    samples.forEach(
        (stack, count) -> {
          Node node = root;
          node.count += count;
          for (String frame : stack.split(";", -1)) {
            node = node.callees.computeIfAbsent(frame, _ -> new Node());
            node.count += count;
          }
        });
    int height = root.depth() * ROW + 2 * MARGIN;
    Flames flames = new Flames();
    flames.svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="10">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="10" y="20" font-size="14">%s: %d samples</text>
        """
            .formatted(WIDTH, height, escaped(title), root.count));
    flames.draw(root, 0, height - MARGIN, (double) WIDTH / Math.max(1, root.count));
    return flames.svg.append("</svg>\n").toString();
  }

  private void draw(Node node, double x, int y, double scale) {
    double at = x;
    for (Map.Entry<String, Node> callee : node.callees.entrySet()) {
      double width = callee.getValue().count * scale;
      if (width >= NARROWEST) {
        box(callee.getKey(), callee.getValue().count, at, y, width);
        draw(callee.getValue(), at, y - ROW, scale);
      }
      at += width;
    }
  }

  private void box(String name, int count, double x, int y, double width) {
    int letters = (int) (width / CHARACTER);
    String shown = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    String label = letters < 4 ? "" : shown.substring(0, Math.min(letters, shown.length()));
    svg.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s (%d)</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" stroke=\"white\"/><text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
            escaped(name),
            count,
            x,
            y,
            width,
            ROW - 1,
            color(name),
            x + 2,
            y + ROW - 5,
            escaped(label)));
  }

  /** Ours red, the JDK's green, libraries yellow. */
  private static String color(String name) {
    if (name.startsWith("io.flowmeter")) return "#f08070";
    if (name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.")) {
      return "#a0d8a0";
    }
    return "#f4d060";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
