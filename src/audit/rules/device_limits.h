// How far a device's end of a connection can go: by its operating system.
#pragma once

#include <string>

#include "model/device.h"

namespace runseal::audit {

enum class SmbEnd {
  modern,      // SMB 3.1.1: Windows 10, Server 2016 and later, Linux; also where no device is known
  smb_3_0,     // Windows 8, 8.1, Server 2012, 2012 R2: encrypts, without pre-authentication integrity
  smb_2_1,     // Windows 7, Server 2008 R2, Vista, Server 2008: can sign, can never encrypt
  unrecorded,  // the inventory does not say, or runseal does not know the system: taken for one that cannot encrypt
  smb_1,       // Windows XP, 2000, Server 2003: neither
};

[[nodiscard]] SmbEnd smb_end_of(const model::Device* device);
[[nodiscard]] bool is_windows(const model::Device& device);
[[nodiscard]] bool is_linux(const model::Device& device);
[[nodiscard]] bool has_both_modes(const model::Device& device);  // Dx and RUO

}  // namespace runseal::audit
