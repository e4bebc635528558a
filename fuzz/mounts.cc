// Every parser of mount tables: the first byte chooses which. No password may stay in what was read.
#include <cstdlib>
#include <string_view>

#include "proto/cifs_debug.h"
#include "proto/mount_lists.h"
#include "proto/mount_secrets.h"

using namespace runseal;

namespace {

void clean(std::vector<proto::Mount> mounts) {
  for (auto& mount : mounts) {
    (void)proto::take_out_passwords(mount);
    if (proto::take_out_passwords(mount)) std::abort();  // it left one
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0]) {
    case '0': clean(proto::parse_mountinfo(text)); break;
    case '1': clean(proto::parse_fstab(text)); break;
    case '2': clean(proto::parse_mount_output(text)); break;
    case '3': clean(proto::parse_findmnt(text)); break;
    case '4':
      if (auto mount = proto::parse_mount_unit(text)) clean({*mount});
      break;
    case '5':
      for (const auto& master : proto::parse_auto_master(text)) clean(proto::parse_auto_map(text, master));
      break;
    default: (void)proto::parse_cifs_debug(text);
  }
  return 0;
}
