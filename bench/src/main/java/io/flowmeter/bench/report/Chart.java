package io.flowmeter.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** A result as a picture: latencies by percentile, or throughputs as bars where there are none. */
final class Chart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int LEGEND_LINE = 18;
  private static final List<String> COLORS =
      List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#555");
  private static final double[] PERCENTILES = {0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99};

  private final StringBuilder svg = new StringBuilder();

  private Chart() {}

  static String of(Result result) {
    Chart chart = new Chart();
    int lines = Math.max(result.latencies().size(), 1);
    int height = HEIGHT + lines * LEGEND_LINE;
    chart.svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="22" font-size="15">%s</text>
        """
            .formatted(WIDTH, height, LEFT, escaped(result.title())));
    if (result.latencies().isEmpty()) {
      chart.bars(result.figures().stream().filter(f -> f.unit().endsWith("/s")).toList());
    } else {
      chart.curves(new TreeMap<>(result.latencies()));
    }
    return chart.svg.append("</svg>\n").toString();
  }

  private void curves(Map<String, Histogram> latencies) {
    double lowest = Double.MAX_VALUE;
    double highest = 0.001;
    for (Histogram histogram : latencies.values()) {
      lowest = Math.min(lowest, millis(histogram, 0));
      highest = Math.max(highest, millis(histogram, 99.99));
    }
    int from = (int) Math.floor(Math.log10(Math.max(lowest, 0.001)));
    int to = Math.max(from + 1, (int) Math.ceil(Math.log10(highest)));
    for (int power = from; power <= to; power++) {
      double y = y(power, from, to);
      line(LEFT, y, WIDTH - RIGHT, y, "#ddd");
      text(LEFT - 6, y + 4, "end", plain(Math.pow(10, power)) + " ms");
    }
    for (double percentile : PERCENTILES) {
      double x = x(percentile);
      line(x, TOP, x, bottom(), "#eee");
      text(x, bottom() + 16, "middle", plain(percentile) + "%");
    }
    int index = 0;
    for (Map.Entry<String, Histogram> one : latencies.entrySet()) {
      curve(one.getKey(), one.getValue(), index++, from, to);
    }
  }

  private void curve(String name, Histogram histogram, int index, int from, int to) {
    String color = COLORS.get(index % COLORS.size());
    List<String> points = new ArrayList<>();
    for (double nines = 0; nines <= 4; nines += 0.05) {
      double percentile = 100 - 100 * Math.pow(10, -nines);
      double power = Math.log10(Math.max(millis(histogram, percentile), 0.001));
      points.add(number(x(percentile)) + "," + number(y(power, from, to)));
    }
    svg.append(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n"
            .formatted(color, String.join(" ", points)));
    legend(index, color, name);
  }

  private void bars(List<Figure> figures) {
    double highest = figures.stream().mapToDouble(Figure::max).max().orElse(1);
    double step = (double) (bottom() - TOP) / Math.max(figures.size(), 1);
    for (int i = 0; i < figures.size(); i++) {
      Figure figure = figures.get(i);
      double y = TOP + i * step;
      double scale = (WIDTH - LEFT - RIGHT - 120) / highest;
      svg.append(
          "<rect x=\"%d\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>%n"
              .formatted(
                  LEFT,
                  number(y + step / 2),
                  number(figure.median() * scale),
                  number(step / 3),
                  COLORS.get(i % COLORS.size())));
      text(LEFT, y + step / 2 - 4, "start", figure.name());
      double end = LEFT + figure.median() * scale + 6;
      text(end, y + step * 0.75, "start", "%s %s".formatted(plain(figure.median()), figure.unit()));
    }
  }

  private void legend(int index, String color, String name) {
    double y = bottom() + 40 + index * LEGEND_LINE;
    line(LEFT, y - 4, LEFT + 24, y - 4, color);
    text(LEFT + 32, y, "start", name);
  }

  private void line(double x1, double y1, double x2, double y2, String color) {
    svg.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>%n"
            .formatted(number(x1), number(y1), number(x2), number(y2), color));
  }

  private void text(double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n"
            .formatted(number(x), number(y), anchor, escaped(text)));
  }

  private static int bottom() {
    return HEIGHT - 50;
  }

  /** Each nine is as wide as the others. */
  private static double x(double percentile) {
    double nines = Math.min(4, -Math.log10(Math.max(1e-4, (100 - percentile) / 100)));
    return LEFT + nines / 4 * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double power, int from, int to) {
    return bottom() - (power - from) / (to - from) * (bottom() - TOP);
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String plain(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%s", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
