package io.github.resshift.image.meta;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Makes the XMP packet of a result from that of its source (ISO 16684-1). */
final class XmpPacket {
  /** The namespace of the properties that say how a result was made. */
  static final String NAMESPACE = "https://resshift.github.io/ns/1.0/";

  static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  static final String META = "adobe:ns:meta/";
  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  /** A longer packet is not used. */
  static final int MAX_BYTES = 4 << 20;

  /** Deeper nesting is no metadata, and code that walks trees would run out of stack. */
  private static final int MAX_DEPTH = 64;

  private XmpPacket() {}

  /**
   * The packet of a result.
   *
   * @param source packet of the source, or null
   * @param truth what the result is
   * @param made how the result was made, or null
   * @return null if there is nothing to say
   * @throws IOException if the source's packet is not well-formed or beyond the limits
   */
  static byte[] rewrite(byte[] source, MetadataPolicy policy, Truth truth, Provenance made)
      throws IOException {
    if (source == null && made == null) {
      return null;
    }
    try {
      Document document = source == null ? empty() : parse(source);
      Element root = document.getDocumentElement();
      if (source != null) {
        XmpFilter.clean(root, policy == MetadataPolicy.PRIVATE);
        XmpCounts.correct(root, truth.placement());
        correct(
            root,
            Map.of(
                "Orientation", "1",
                "ImageWidth", "" + truth.width(),
                "ImageLength", "" + truth.height(),
                "PixelXDimension", "" + truth.width(),
                "PixelYDimension", "" + truth.height(),
                "ColorSpace", "" + truth.colourSpace()));
      }
      if (made != null) {
        state(document, made);
      }
      return packet(root);
    } catch (SAXException | ParserConfigurationException | TransformerException e) {
      throw new IOException("it is not well-formed", e);
    }
  }

  static Document empty() throws ParserConfigurationException {
    Document document = builder().newDocument();
    Element meta = document.createElementNS(META, "x:xmpmeta");
    document.appendChild(meta);
    meta.appendChild(document.createElementNS(RDF, "rdf:RDF"));
    return document;
  }

  static Document parse(byte[] source)
      throws IOException, SAXException, ParserConfigurationException {
    if (source.length > MAX_BYTES) {
      throw new IOException("it has " + source.length + " bytes");
    }
    int end = source.length;
    while (end > 0 && source[end - 1] == 0) {
      end--; // padding
    }
    Document document = builder().parse(new ByteArrayInputStream(source, 0, end));
    for (Element element : elements(document.getDocumentElement())) {
      int depth = 0;
      for (Node up = element; up != null; up = up.getParentNode()) {
        if (++depth > MAX_DEPTH) {
          throw new IOException("it is nested too deeply");
        }
      }
    }
    if (document.getElementsByTagNameNS(RDF, "RDF").getLength() == 0) {
      throw new IOException("it has no RDF");
    }
    return document;
  }

  private static DocumentBuilder builder() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setNamespaceAware(true);
    factory.setExpandEntityReferences(false);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature(NO_DOCTYPE, true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(new Rethrow());
    return builder;
  }

  /** Java's own handler prints. */
  private static final class Rethrow implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }

  static List<Element> elements(Element root) {
    NodeList live = root.getElementsByTagName("*");
    List<Element> all = new ArrayList<>();
    all.add(root);
    for (int i = 0; i < live.getLength(); i++) {
      all.add((Element) live.item(i));
    }
    return all;
  }

  static List<Attr> attributes(Element element) {
    NamedNodeMap live = element.getAttributes();
    List<Attr> all = new ArrayList<>();
    for (int i = 0; i < live.getLength(); i++) {
      all.add((Attr) live.item(i));
    }
    return all;
  }

  /** Sets those of the properties that are there. */
  private static void correct(Element root, Map<String, String> truth) {
    for (Element element : elements(root)) {
      for (Attr attribute : attributes(element)) {
        String value = truth.get(attribute.getLocalName());
        if (value != null && isExif(attribute)) {
          attribute.setValue(value);
        }
      }
      String value = truth.get(element.getLocalName());
      if (value != null && isExif(element)) {
        element.setTextContent(value);
      }
    }
  }

  private static boolean isExif(Node node) {
    String space = String.valueOf(node.getNamespaceURI());
    return space.equals(XmpRules.TIFF) || space.equals(XmpRules.EXIF);
  }

  private static void state(Document document, Provenance made) {
    Element description = description(document, "resshift", NAMESPACE);
    property(description, "Software", made.software());
    property(description, "Model", made.model());
    property(description, "Seed", "" + made.seed());
    property(description, "Steps", "" + made.steps());
  }

  /** The element that holds all descriptions. */
  static Element rdf(Document document) {
    return (Element) document.getElementsByTagNameNS(RDF, "RDF").item(0);
  }

  /** Adds an empty description of the picture, with a prefix for a namespace unless it is null. */
  static Element description(Document document, String prefix, String space) {
    Element description = document.createElementNS(RDF, "rdf:Description");
    description.setAttributeNS(RDF, "rdf:about", "");
    if (prefix != null) {
      description.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:" + prefix, space);
    }
    rdf(document).appendChild(description);
    return description;
  }

  private static void property(Element description, String name, String value) {
    description.setAttributeNS(NAMESPACE, "resshift:" + name, value);
  }

  static byte[] packet(Element root) throws TransformerException {
    StringWriter out = new StringWriter();
    out.write("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
    write(root, out);
    out.write("\n<?xpacket end=\"w\"?>");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** An element as text, without the frame of a packet. */
  static byte[] text(Element element) throws TransformerException {
    StringWriter out = new StringWriter();
    write(element, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Element element, StringWriter out) throws TransformerException {
    Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    transformer.transform(new DOMSource(element), new StreamResult(out));
  }
}
