// The files that crossed readable. Up to a limit each is kept; further ones are counted in their folders, and further
// folders in the place alone, so that no byte is left out. Where even that is too much, addresses are "::".
#pragma once

#include "capture/report.h"

namespace runseal::capture {

class Exposures {
 public:
  explicit Exposures(std::size_t bytes) : limit_(bytes) {}

  void add(const FlowKey& flow, const Exposure& exposure);
  void take(Report& into);

 private:
  struct Whose {
    Address client;
    Address server;
    std::uint16_t port = 0;
    std::string place;
    auto operator<=>(const Whose&) const = default;
  };
  struct Counted {
    std::uint64_t files = 0;
    std::uint64_t read = 0;
    std::uint64_t written = 0;
    Moment first;
    Moment last;
    ByteRange range;
    void add(const Exposure& exposure, bool fresh);
  };
  struct File {
    Counted counted;
    std::uint32_t reason = 0;  // in reasons_
  };
  struct Place {
    std::map<std::string, File, std::less<>> files;
    std::map<std::string, Counted, std::less<>> folders;
  };

  Place& place_of(Whose whose);
  std::uint32_t reason_of(const std::string& reason);
  bool room_for(std::size_t bytes);

  std::size_t limit_;
  std::size_t used_ = 0;
  std::map<Whose, Place> places_;
  std::vector<std::string> reasons_;
};

}  // namespace runseal::capture
