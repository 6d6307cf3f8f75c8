package io.github.resshift.image.meta;

import java.util.Set;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Takes properties out of an XMP packet. */
final class XmpFilter {
  /** The names of RDF itself that a packet is built of (ISO 16684-1, annex C). */
  private static final Set<String> SYNTAX =
      Set.of("RDF", "Description", "Bag", "Seq", "Alt", "li", "value", "type");

  /** Elements whose text, if there is any, is a value. */
  private static final Set<String> HOLDERS = Set.of("li", "value");

  private XmpFilter() {}

  /**
   * Removes what is not true of a result.
   *
   * @param onlyPublic whether only what {@link XmpRules#isPublic} names may stay
   */
  static void clean(Element root, boolean onlyPublic) {
    for (Element element : XmpPacket.elements(root)) {
      for (Attr attribute : XmpPacket.attributes(element)) {
        if (goes(attribute, onlyPublic)) {
          element.removeAttributeNode(attribute);
        }
      }
      if (element != root && goes(element, onlyPublic)) {
        element.getParentNode().removeChild(element);
      } else if (onlyPublic) {
        withoutRemarks(element);
        if (element.hasAttributeNS(XmpPacket.RDF, "about")) {
          element.setAttributeNS(XmpPacket.RDF, "rdf:about", ""); // may be a unique number
        }
      }
    }
  }

  /** Comments, instructions and text that belongs to no property can say anything. */
  private static void withoutRemarks(Element element) {
    boolean syntax = XmpPacket.RDF.equals(element.getNamespaceURI());
    boolean holds = syntax ? HOLDERS.contains(name(element)) : !isFrame(element);
    Node next;
    for (Node node = element.getFirstChild(); node != null; node = next) {
      next = node.getNextSibling();
      boolean text =
          node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE;
      boolean stays = node instanceof Element || text && (holds || node.getTextContent().isBlank());
      if (!stays) {
        element.removeChild(node);
      }
    }
  }

  private static boolean goes(Node node, boolean onlyPublic) {
    String name = name(node);
    String space = String.valueOf(node.getNamespaceURI());
    if (XmpRules.stale(space, name)) {
      return true;
    }
    return onlyPublic && !isSyntax(node, space, name) && !XmpRules.isPublic(space, name);
  }

  private static boolean isSyntax(Node node, String space, String name) {
    if (node instanceof Attr) {
      return space.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)
          || space.equals(XMLConstants.XML_NS_URI)
          || space.equals(XmpPacket.RDF) && !name.equals("ID") && !name.equals("nodeID");
    }
    return space.equals(XmpPacket.RDF) && SYNTAX.contains(name) || isFrame(node);
  }

  /** The element around RDF. */
  private static boolean isFrame(Node node) {
    return XmpPacket.META.equals(node.getNamespaceURI());
  }

  private static String name(Node node) {
    return node.getLocalName() == null ? node.getNodeName() : node.getLocalName();
  }
}
