package io.github.resshift.image.meta;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * XMP of JPEG files that is longer than one segment (XMP specification part 3, 1.1.3.1): a main
 * packet that names the digest of an extension, which stands in as many segments as it needs. Here
 * both are one packet, which is taken apart again only when it is written to a JPEG file.
 */
public final class ExtendedXmp {
  private static final String NOTE = "http://ns.adobe.com/xmp/note/";
  private static final String POINTER = "HasExtendedXMP";

  /** Room for the pointer in a main packet that was just made small enough. */
  private static final int POINTER_BYTES = 512;

  private ExtendedXmp() {}

  /**
   * What one segment holds of an extension.
   *
   * @param guid its digest, 32 digits
   * @param length of the whole extension
   * @param offset of {@code data} in it
   */
  public record Part(String guid, long length, long offset, byte[] data) {}

  /**
   * A packet for JPEG.
   *
   * @param main a packet for one segment
   * @param rest the extension, empty if there is none
   * @param guid the digest of the extension, 32 digits
   */
  public record Split(byte[] main, byte[] rest, String guid) {}

  /**
   * Puts the extension into the packet. Parts that the packet does not name are passed over, as the
   * specification wants it.
   *
   * @throws IOException if the extension is damaged, not complete, or too long together with the
   *     packet
   */
  public static byte[] join(byte[] main, List<Part> parts) throws IOException {
    try {
      Document document = XmpPacket.parse(main);
      String guid = takePointer(document.getDocumentElement());
      if (guid == null) {
        return main;
      }
      byte[] rest = assemble(guid, parts);
      if (main.length + rest.length > XmpPacket.MAX_BYTES) {
        throw new IOException("it has " + (main.length + rest.length) + " bytes");
      }
      Element to = XmpPacket.rdf(document);
      for (Element description : children(XmpPacket.rdf(XmpPacket.parse(rest)))) {
        to.appendChild(document.importNode(description, true));
      }
      return XmpPacket.packet(document.getDocumentElement());
    } catch (SAXException | ParserConfigurationException | TransformerException e) {
      throw new IOException("it is not well-formed", e);
    }
  }

  private static byte[] assemble(String guid, List<Part> parts) throws IOException {
    List<Part> own =
        parts.stream()
            .filter(part -> part.guid().equalsIgnoreCase(guid))
            .sorted(Comparator.comparingLong(Part::offset))
            .toList();
    long length = own.isEmpty() ? 0 : own.get(0).length();
    if (length > XmpPacket.MAX_BYTES) {
      throw new IOException("it has " + length + " bytes");
    }
    byte[] whole = new byte[(int) length];
    int filled = 0;
    for (Part part : own) {
      if (part.offset() != filled || part.data().length > whole.length - filled) {
        throw new IOException("a part of it is missing or damaged");
      }
      System.arraycopy(part.data(), 0, whole, filled, part.data().length);
      filled += part.data().length;
    }
    if (filled == 0 || filled < whole.length) {
      throw new IOException("a part of it is missing");
    }
    return whole;
  }

  /** Removes what names the extension; the digest that it names, or null. */
  private static String takePointer(Element root) {
    String guid = null;
    for (Element element : XmpPacket.elements(root)) {
      Attr attribute = element.getAttributeNodeNS(NOTE, POINTER);
      if (attribute != null) {
        guid = attribute.getValue();
        element.removeAttributeNode(attribute);
      }
      if (NOTE.equals(element.getNamespaceURI()) && POINTER.equals(element.getLocalName())) {
        guid = element.getTextContent().strip();
        element.getParentNode().removeChild(element);
      }
    }
    return guid;
  }

  /**
   * Takes the longest properties out of a packet until it is short enough.
   *
   * @param most bytes of the main packet
   * @throws IOException if that is not possible
   */
  public static Split split(byte[] packet, int most) throws IOException {
    if (packet.length <= most) {
      return new Split(packet, new byte[0], "");
    }
    try {
      Document document = XmpPacket.parse(packet);
      Document extension = XmpPacket.empty();
      List<Property> properties = properties(XmpPacket.rdf(document));
      properties.sort(Comparator.comparingInt(Property::bytes).reversed());
      int left = packet.length + POINTER_BYTES;
      for (Property property : properties) {
        if (left <= most) {
          break;
        }
        property.move(extension);
        left -= property.bytes();
      }
      byte[] rest = XmpPacket.text(extension.getDocumentElement());
      String guid = digest(rest);
      Element note = XmpPacket.description(document, "xmpNote", NOTE);
      note.setAttributeNS(NOTE, "xmpNote:" + POINTER, guid);
      byte[] main = XmpPacket.packet(document.getDocumentElement());
      if (main.length > most) {
        throw new IOException("it has " + packet.length + " bytes");
      }
      return new Split(main, rest, guid);
    } catch (SAXException | ParserConfigurationException | TransformerException e) {
      throw new IOException("it is not well-formed", e);
    }
  }

  /** A property of a description: an element or an attribute. */
  private record Property(Node node, int bytes) {
    /** Into a description of its own, about the same thing. */
    void move(Document extension) {
      Element owner =
          node instanceof Attr attribute
              ? attribute.getOwnerElement()
              : (Element) node.getParentNode();
      Element target = XmpPacket.description(extension, null, null);
      target.setAttributeNS(
          XmpPacket.RDF, "rdf:about", owner.getAttributeNS(XmpPacket.RDF, "about"));
      Node copy = extension.importNode(node, true);
      if (node instanceof Attr attribute) {
        target.setAttributeNodeNS((Attr) copy);
        owner.removeAttributeNode(attribute);
      } else {
        target.appendChild(copy);
        owner.removeChild(node);
      }
    }
  }

  private static List<Property> properties(Element rdf) throws TransformerException {
    List<Property> all = new ArrayList<>();
    for (Element description : children(rdf)) {
      for (Element element : children(description)) {
        all.add(new Property(element, XmpPacket.text(element).length));
      }
      for (Attr attribute : XmpPacket.attributes(description)) {
        String space = attribute.getNamespaceURI();
        boolean syntax =
            space == null
                || space.equals(XmpPacket.RDF)
                || space.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)
                || space.equals(XMLConstants.XML_NS_URI);
        if (!syntax) {
          String value = attribute.getValue();
          all.add(new Property(attribute, value.getBytes(StandardCharsets.UTF_8).length));
        }
      }
    }
    return all;
  }

  private static List<Element> children(Element parent) {
    List<Element> all = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        all.add(element);
      }
    }
    return all;
  }

  private static String digest(byte[] data) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(data);
      return HexFormat.of().formatHex(md5).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
