#include "transfer/sinks/s3_xml.h"

#include <charconv>
#include <cstring>
#include <sstream>

#include <boost/url/pct_string_view.hpp>
#include <pugixml.hpp>

#include "base/text.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t max_token = 4096;
constexpr std::size_t max_code = 100;
// The DOCTYPE is looked for in order to be refused; pugixml never acts on one.
constexpr unsigned options =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_doctype | pugi::parse_ws_pcdata_single;

std::unexpected<Error> not_an_answer(const std::string& why) {
  return fail(ErrorCode::invalid, "the S3 server gave an answer that is none: " + why, {},
              "look whether the endpoint is an S3 server, and what stands between it and this machine");
}

Result<> read(pugi::xml_document& document, ByteView xml, const char* root) {
  if (xml.size() > max_s3_answer) return fail(ErrorCode::limit, "the S3 server's answer is too long");
  const auto parsed = document.load_buffer(xml.data(), xml.size(), options, pugi::encoding_utf8);
  for (const auto& node : document.children())
    if (node.type() == pugi::node_doctype) return not_an_answer("it has a DOCTYPE");
  if (!parsed) return not_an_answer(parsed.description());
  if (std::strcmp(document.document_element().name(), root) == 0) return {};
  return not_an_answer(std::string("its first element is not <") + root + ">");
}

Result<std::string> decoded(const char* text) {
  const auto checked = boost::urls::make_pct_string_view(text);
  if (!checked) return not_an_answer("a name with a % that is not followed by a byte");
  boost::urls::encoding_opts how;
  how.space_as_plus = true;
  auto name = checked->decode(how);
  if (name.find('\0') != std::string::npos) return not_an_answer("a name with a NUL");
  return name;
}

Result<std::string> token(const pugi::xml_node& parent, const char* name) {
  std::string text = parent.child_value(name);
  if (text.size() > max_token) return fail(ErrorCode::limit, std::string("a longer ") + name + " than there can be");
  return text;
}

Result<std::uint64_t> size_of(const pugi::xml_node& object) {
  const std::string_view text = object.child_value("Size");
  std::uint64_t size = 0;
  const auto done = std::from_chars(text.data(), text.data() + text.size(), size);
  if (text.empty() || done.ec != std::errc() || done.ptr != text.data() + text.size())
    return not_an_answer("an object without a size");
  return size;
}

bool goes_on(const pugi::xml_node& list) { return std::strcmp(list.child_value("IsTruncated"), "true") == 0; }

Result<std::string> required(ByteView xml, const char* root, const char* name) {
  pugi::xml_document document;
  RUNSEAL_CHECK(read(document, xml, root));
  RUNSEAL_TRY(auto text, token(document.document_element(), name));
  if (text.empty()) return not_an_answer(std::string("without ") + name);
  return text;
}

S3Error error_of(const pugi::xml_node& node) {
  return {base::printable(node.child_value("Code"), max_code), base::printable(node.child_value("Message"))};
}

std::string written(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(out).str();
}

}  // namespace

Result<S3List> parse_s3_list(ByteView xml) {
  pugi::xml_document document;
  RUNSEAL_CHECK(read(document, xml, "ListBucketResult"));
  const auto root = document.document_element();
  S3List list;
  for (const auto& node : root.children("Contents")) {
    S3Object object;
    RUNSEAL_TRY(object.key, decoded(node.child_value("Key")));
    RUNSEAL_TRY(object.size, size_of(node));
    list.objects.push_back(std::move(object));
  }
  if (!goes_on(root)) return list;
  RUNSEAL_TRY(list.next, token(root, "NextContinuationToken"));
  if (list.next.empty() || list.objects.empty()) return not_an_answer("a list that goes on without saying where");
  return list;
}

Result<S3Uploads> parse_s3_uploads(ByteView xml) {
  pugi::xml_document document;
  RUNSEAL_CHECK(read(document, xml, "ListMultipartUploadsResult"));
  const auto root = document.document_element();
  S3Uploads list;
  for (const auto& node : root.children("Upload")) {
    S3Part upload;
    RUNSEAL_TRY(upload.key, decoded(node.child_value("Key")));
    RUNSEAL_TRY(upload.upload_id, token(node, "UploadId"));
    list.uploads.push_back(std::move(upload));
  }
  if (!goes_on(root)) return list;
  RUNSEAL_TRY(list.next.key, decoded(root.child_value("NextKeyMarker")));
  RUNSEAL_TRY(list.next.upload_id, token(root, "NextUploadIdMarker"));
  if (list.next.upload_id.empty() || list.uploads.empty())
    return not_an_answer("a list that goes on without saying where");
  return list;
}

Result<std::string> parse_s3_upload_id(ByteView xml) {
  return required(xml, "InitiateMultipartUploadResult", "UploadId");
}

// Servers begin with "200 OK" before they have copied, and may end with an <Error>.
Result<std::string> parse_s3_copied(ByteView xml) {
  auto whole = required(xml, "CopyObjectResult", "ETag");
  return whole ? whole : required(xml, "CopyPartResult", "ETag");
}

S3Error parse_s3_error(ByteView xml) {
  pugi::xml_document document;
  if (!read(document, xml, "Error")) return {};
  return error_of(document.document_element());
}

Result<std::optional<S3NotRemoved>> parse_s3_removed(ByteView xml) {
  pugi::xml_document document;
  RUNSEAL_CHECK(read(document, xml, "DeleteResult"));
  for (const auto& node : document.document_element().children("Error")) {
    S3NotRemoved one{base::printable(node.child_value("Key")), error_of(node)};
    if (one.error.code != "NoSuchKey") return one;
  }
  return std::nullopt;
}

std::string s3_complete_xml(const std::vector<std::string>& etags) {
  pugi::xml_document document;
  auto root = document.append_child("CompleteMultipartUpload");
  for (std::size_t i = 0; i < etags.size(); ++i) {
    auto part = root.append_child("Part");
    part.append_child("PartNumber").text().set(static_cast<unsigned long long>(i) + 1);
    part.append_child("ETag").text().set(etags[i].c_str());
  }
  return written(document);
}

std::string s3_delete_xml(const std::vector<std::string>& keys) {
  pugi::xml_document document;
  auto root = document.append_child("Delete");
  root.append_child("Quiet").text().set("true");
  for (const auto& key : keys) root.append_child("Object").append_child("Key").text().set(key.c_str());
  return written(document);
}

}  // namespace runseal::transfer
