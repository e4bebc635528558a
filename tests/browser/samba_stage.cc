// A file server for the browser to find unsafe and then safe: Samba as many still stand, on loopback, until its input
// ends. Prints {"url", "user", "password"} when it answers; each line read is the name of a file with smb.conf lines to paste, after
// which it prints {"applied": …}, or {"error": …}.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/json.h"
#include "demo/samba.h"

namespace {

// SMB 2 and 3 with whatever the client likes, and a share that is open to anybody.
const runseal::demo::SambaSettings as_many_stand{{{"server min protocol", "SMB2_02"},
                                                  {"server signing", "auto"},
                                                  {"server smb encrypt", "off"},
                                                  {"map to guest", "bad user"}},
                                                 {{"guest ok", "yes"}}};

void tell(const runseal::Json& what) { std::cout << what.dump() << std::endl; }

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: samba_stage FOLDER\n";
    return 2;
  }
  auto samba = runseal::demo::Samba::start(words[1], as_many_stand);
  if (!samba) {
    tell({{"error", samba.error().describe()}});
    return 3;
  }
  tell({{"url", samba->url()}, {"user", samba->user()}, {"password", samba->password()}});
  for (std::string file; std::getline(std::cin, file);) {
    const auto applied = samba->apply(content_of(file));
    tell(applied ? runseal::Json{{"applied", file}} : runseal::Json{{"error", applied.error().describe()}});
  }
  return 0;
}
