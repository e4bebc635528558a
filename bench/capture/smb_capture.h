// A capture of an SMB transfer, made up: the same bytes every time, as large as is asked for.
#pragma once

#include <cstdint>
#include <cstdio>

namespace runseal::bench {

// One SMB 3.0.2 connection over an MTU of 1500: files of 8 MiB written and read in turn, in pieces of 1 MiB, unsigned
// and unencrypted, until the file has at least `bytes`. pcap, nanoseconds.
void write_smb_capture(std::FILE* out, std::uint64_t bytes);

}  // namespace runseal::bench
