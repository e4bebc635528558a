#include "proto/nfs3_listing.h"

#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_handle = 64;  // NFS3_FHSIZE
constexpr std::size_t longest_name = 1024;
constexpr std::size_t attributes_size = 84;  // fattr3, section 2.6
constexpr std::size_t longest_entry = 2048;
constexpr std::uint32_t folder_type = 2;  // NF3DIR

bool is_folder(XdrReader& in) {  // post_op_attr
  if (!in.boolean()) return false;
  base::Reader attributes(in.fixed(attributes_size));
  return attributes.be32() == folder_type;
}

// What stands before the entries. True: there are some.
bool head(XdrReader& in) {
  if (in.u32() != 0) return false;
  (void)is_folder(in);
  (void)in.u64();  // cookieverf
  return true;
}

Nfs3Entry entry(XdrReader& in) {
  Nfs3Entry entry;
  (void)in.u64();  // fileid
  const auto name = in.opaque(longest_name);
  entry.name = {reinterpret_cast<const char*>(name.data()), name.size()};
  (void)in.u64();  // cookie
  entry.folder = is_folder(in);
  if (in.boolean()) entry.handle = in.opaque(longest_handle);
  return entry;
}

}  // namespace

// One entry off the front; the head counts as one without a name.
std::optional<Nfs3Entry> Nfs3Listing::next(ByteView bytes, std::size_t& read) {
  if (over_) return std::nullopt;
  XdrReader in(bytes);
  const bool more = begun_ ? in.boolean() : head(in);
  const auto found = begun_ && more ? entry(in) : Nfs3Entry();
  if (in.failed()) {
    over_ = bytes.size() >= longest_entry;
    return std::nullopt;
  }
  begun_ = true;
  over_ = !more;
  read += bytes.size() - in.left();
  return found;
}

}  // namespace runseal::proto
