#include "proto/nfs3.h"

#include <fmt/format.h>

#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_path = 1024;
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_handle = 64;
constexpr std::size_t most_exports = 4096;
constexpr std::size_t most_clients = 65'536;
constexpr std::size_t most_flavours = 64;

Error malformed(const char* what) { return {ErrorCode::invalid, std::string(what) + ": malformed", {}, {}}; }

}  // namespace

Result<std::vector<MountExport>> parse_mount_exports(ByteView results) {
  XdrReader in(results);
  std::vector<MountExport> exports;
  std::size_t clients = 0;
  while (in.boolean()) {
    MountExport one{in.text(longest_path), {}};
    while (in.boolean()) {
      one.clients.push_back(in.text(longest_name));
      if (++clients > most_clients) return fail(ErrorCode::limit, "MOUNT EXPORT: more than 65,536 clients");
    }
    exports.push_back(std::move(one));
    if (exports.size() > most_exports) return fail(ErrorCode::limit, "MOUNT EXPORT: more than 4096 exports");
  }
  if (in.failed() || in.left() != 0) return fail(malformed("MOUNT EXPORT"));
  return exports;
}

Bytes mount_arguments(const std::string& path) {
  base::Writer out;
  xdr_text(out, path);
  return std::move(out).take();
}

Result<Mounted> parse_mount_answer(ByteView results) {
  XdrReader in(results);
  Mounted answer;
  answer.status = in.u32();
  if (answer.status == 0) {
    const auto handle = in.opaque(longest_handle);
    answer.handle.assign(handle.begin(), handle.end());
    const auto count = in.u32();
    if (count > most_flavours) return fail(ErrorCode::limit, fmt::format("MOUNT MNT: {} flavours", count));
    for (std::uint32_t i = 0; i < count; ++i) answer.flavours.push_back(in.u32());
  }
  if (in.failed() || in.left() != 0) return fail(malformed("MOUNT MNT"));
  return answer;
}

std::string mount_status_name(std::uint32_t status) {
  switch (status) {
    case 0: return "MNT3_OK";
    case 1: return "MNT3ERR_PERM";
    case 2: return "MNT3ERR_NOENT";
    case 13: return "MNT3ERR_ACCES";
    case 20: return "MNT3ERR_NOTDIR";
    default: return fmt::format("mountstat3 {}", status);
  }
}

Bytes nfs3_access_arguments(ByteView handle) {
  base::Writer out;
  xdr_opaque(out, handle);
  out.be32(access_all);
  return std::move(out).take();
}

Result<Nfs3Access> parse_nfs3_access(ByteView results) {
  XdrReader in(results);
  Nfs3Access answer;
  answer.status = in.u32();
  if (in.boolean()) {  // fattr3, section 2.6: type, mode, links, then the owner, in all 84 bytes
    base::Reader attributes(in.fixed(84));
    attributes.skip(12);
    answer.owner = attributes.be32();
  }
  if (answer.status == 0) answer.granted = in.u32();
  if (in.failed() || in.left() != 0) return fail(malformed("NFS 3 ACCESS"));
  return answer;
}

}  // namespace runseal::proto
