package io.github.resshift.image.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Properties of an XMP packet that name places in the picture or count its pixels. */
final class XmpCounts {
  private static final String REGIONS = "http://www.metadataworkinggroup.com/schemas/regions/";
  private static final String AREA = "http://ns.adobe.com/xmp/sType/Area#";
  private static final String DIMENSIONS = "http://ns.adobe.com/xap/1.0/sType/Dimensions#";
  private static final String MICROSOFT = "http://ns.microsoft.com/photo/1.2/t/Region#";
  private static final String IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
  private static final Set<String> SUBJECTS = Set.of("SubjectArea", "SubjectLocation");
  private static final String FOCAL_X = "FocalPlaneXResolution";
  private static final String FOCAL_Y = "FocalPlaneYResolution";

  private final Element root;
  private final Placement placement;

  private XmpCounts(Element root, Placement placement) {
    this.root = root;
    this.placement = placement;
  }

  /**
   * Makes them those of the result.
   *
   * @param placement null where the source's size is not known: they are removed then
   */
  static void correct(Element root, Placement placement) {
    XmpCounts counts = new XmpCounts(root, placement);
    for (Element element : XmpPacket.elements(root)) {
      if (placement == null) {
        counts.remove(element);
      } else {
        counts.correct(element);
      }
    }
  }

  private void remove(Element element) {
    Map<String, Node> exif = fields(element, XmpRules.EXIF);
    SUBJECTS.forEach(name -> drop(exif.get(name)));
    drop(exif.get(FOCAL_X));
    drop(exif.get(FOCAL_Y));
    fields(element, XmpRules.PANORAMA).forEach((name, node) -> drop(counts(name) ? node : null));
    drop(fields(element, REGIONS).get("Regions"));
    drop(fields(element, IPTC).get("ImageRegion"));
  }

  private void correct(Element element) {
    Map<String, Node> exif = fields(element, XmpRules.EXIF);
    SUBJECTS.forEach(name -> subject(exif.get(name)));
    focalPlane(exif.get(FOCAL_X), exif.get(FOCAL_Y));
    fields(element, XmpRules.PANORAMA).forEach(this::panorama);
    applied(fields(element, REGIONS).get("AppliedToDimensions"));
    area(fields(element, AREA));
    Node rectangle = fields(element, MICROSOFT).get("Rectangle");
    if (rectangle != null && !placement.upright()) {
      double[] at = numbers(text(rectangle).split("[,\\s]+"));
      if (at.length == 4) {
        set(rectangle, list(placement.rectangle(at[0], at[1], at[2], at[3]), ", "));
      }
    }
    boundary(element, fields(element, IPTC));
  }

  /** x and y, then nothing, a diameter, or width and height, around that point (EXIF 2.32). */
  private void subject(Node property) {
    if (!(property instanceof Element array)) {
      drop(property);
      return;
    }
    List<Element> items = items(array);
    double[] old = numbers(items.stream().map(Element::getTextContent).toArray(String[]::new));
    double[] now = TagCounts.subject(old, placement);
    if (now.length == 0) {
      drop(property);
    }
    for (int i = 0; i < now.length; i++) {
      set(items.get(i), "" + Math.round(now[i]));
    }
  }

  private void focalPlane(Node x, Node y) {
    double alongRow = fraction(x) * placement.alongRow();
    double alongColumn = fraction(y) * placement.alongColumn();
    setFraction(x, placement.turned() ? alongColumn : alongRow);
    setFraction(y, placement.turned() ? alongRow : alongColumn);
  }

  private static double fraction(Node node) {
    double[] parts = node == null ? new double[0] : numbers(text(node).strip().split("/"));
    return parts.length == 1 ? parts[0] : parts.length == 2 ? parts[0] / parts[1] : Double.NaN;
  }

  private static void setFraction(Node node, double value) {
    if (value > 0 && value < 100_000) {
      set(node, Math.round(value * 10_000) + "/10000");
    } else {
      drop(node);
    }
  }

  /** A sphere that was turned or mirrored is none any more. */
  private void panorama(String name, Node node) {
    if (!placement.upright()) {
      drop(node);
    } else if (counts(name)) {
      boolean across = name.contains("Width") || name.contains("Left");
      scale(node, across ? placement.alongRow() : placement.alongColumn());
    }
  }

  private static boolean counts(String name) {
    return name.endsWith("Pixels") || name.startsWith("LargestValidInteriorRect");
  }

  private void applied(Node dimensions) {
    if (dimensions instanceof Element element) {
      for (Element part : XmpPacket.elements(element)) {
        Map<String, Node> fields = fields(part, DIMENSIONS);
        set(fields.get("w"), "" + placement.width());
        set(fields.get("h"), "" + placement.height());
      }
    }
  }

  /** The middle of a region and its sides, in shares of the picture; points have no sides. */
  private void area(Map<String, Node> fields) {
    double x = number(fields.get("x"));
    double y = number(fields.get("y"));
    if (placement.upright() || Double.isNaN(x + y)) {
      return;
    }
    double[] at = placement.point(x, y);
    set(fields.get("x"), decimal(at[0]));
    set(fields.get("y"), decimal(at[1]));
    swapIfTurned(fields.get("w"), fields.get("h"));
  }

  /** Boundaries of IPTC: rectangles, circles, or corners with their own x and y. */
  private void boundary(Element element, Map<String, Node> fields) {
    Node x = fields.get("rbX");
    Node y = fields.get("rbY");
    if (Double.isNaN(number(x) + number(y))) {
      return;
    }
    boolean pixels = inPixels(element);
    double sideX = pixels ? placement.stored().width() : 1;
    double sideY = pixels ? placement.stored().height() : 1;
    double w = orZero(fields.get("rbW")) / sideX;
    double h = orZero(fields.get("rbH")) / sideY;
    double[] at = placement.rectangle(number(x) / sideX, number(y) / sideY, w, h);
    double unitX = pixels ? placement.width() : 1;
    double unitY = pixels ? placement.height() : 1;
    UnaryOperator<String> whole = text -> pixels ? text.replaceFirst("\\.\\d+$", "") : text;
    set(x, whole.apply(decimal(at[0] * unitX)));
    set(y, whole.apply(decimal(at[1] * unitY)));
    set(fields.get("rbW"), whole.apply(decimal(at[2] * unitX)));
    set(fields.get("rbH"), whole.apply(decimal(at[3] * unitY)));
    if (pixels && fields.get("rbRx") != null) {
      scale(fields.get("rbRx"), placement.alongRow());
    }
  }

  /** The unit stands beside the numbers, or above those of corners. */
  private static boolean inPixels(Element element) {
    for (Node up = element; up instanceof Element around; up = up.getParentNode()) {
      Node unit = fields(around, IPTC).get("rbUnit");
      if (unit != null) {
        return text(unit).strip().equals("pixel");
      }
    }
    return false;
  }

  private static double orZero(Node node) {
    double value = number(node);
    return Double.isNaN(value) ? 0 : value;
  }

  private void swapIfTurned(Node a, Node b) {
    if (placement.turned() && a != null && b != null) {
      String first = text(a);
      set(a, text(b));
      set(b, first);
    }
  }

  private static void scale(Node node, double factor) {
    double value = number(node);
    if (Double.isNaN(value)) {
      drop(node);
    } else {
      set(node, "" + Math.round(value * factor));
    }
  }

  /** Attributes and elements of a namespace directly in an element, by name. */
  private static Map<String, Node> fields(Element element, String space) {
    Map<String, Node> found = new LinkedHashMap<>();
    for (Attr attribute : XmpPacket.attributes(element)) {
      if (space.equals(attribute.getNamespaceURI())) {
        found.put(attribute.getLocalName(), attribute);
      }
    }
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (space.equals(node.getNamespaceURI())) {
        found.put(node.getLocalName(), node);
      }
    }
    return found;
  }

  private static List<Element> items(Element array) {
    List<Element> items = new ArrayList<>();
    for (Element element : XmpPacket.elements(array)) {
      if (XmpPacket.RDF.equals(element.getNamespaceURI()) && element.getLocalName().equals("li")) {
        items.add(element);
      }
    }
    return items;
  }

  private static String text(Node node) {
    return node instanceof Attr attribute ? attribute.getValue() : node.getTextContent();
  }

  private static void set(Node node, String value) {
    if (node instanceof Attr attribute) {
      attribute.setValue(value);
    } else if (node != null) {
      node.setTextContent(value);
    }
  }

  private static void drop(Node node) {
    if (node instanceof Attr attribute) {
      if (attribute.getOwnerElement() != null) {
        attribute.getOwnerElement().removeAttributeNode(attribute);
      }
    } else if (node != null && node.getParentNode() != null) {
      node.getParentNode().removeChild(node);
    }
  }

  /** Not a number for what is absent or is none. */
  private static double number(Node node) {
    double[] value = node == null ? new double[0] : numbers(new String[] {text(node)});
    return value.length == 1 ? value[0] : Double.NaN;
  }

  /** Empty if one of them is none. */
  private static double[] numbers(String[] texts) {
    double[] values = new double[texts.length];
    for (int i = 0; i < texts.length; i++) {
      try {
        values[i] = Double.parseDouble(texts[i].strip());
      } catch (NumberFormatException e) {
        return new double[0];
      }
      if (!Double.isFinite(values[i])) {
        return new double[0];
      }
    }
    return values;
  }

  private static String list(double[] values, String between) {
    StringBuilder out = new StringBuilder();
    for (double value : values) {
      out.append(out.isEmpty() ? "" : between).append(decimal(value));
    }
    return out.toString();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
