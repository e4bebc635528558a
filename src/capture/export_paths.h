// The places of NFS are paths from the server's root, as the client sees it: "/srv/runs/2024", and "/srv/…" for what
// lay somewhere below /srv. Where an export begins packets do not show; whether a path lies in one that is asked for,
// they do.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] inline bool is_path(const std::string& place) { return place.starts_with('/'); }

// Of parts that are joined by '/'. Empty where it is not known where it leads.
[[nodiscard]] std::string export_path(const std::string& folder, const std::string& path);

// Beside what was seen there before. Where there are too many places, the deepest become those of their folders.
void add_at_path(Places& places, const std::string& path, const PlaceSeen& seen);

// Clients see an export below a root that may hide the first part of its path (fsid=0, Pseudo), and a connection may be
// named either way: so what has the same end counts too. Paths are compared without case.
[[nodiscard]] bool may_lie_in(const std::string& path, const std::string& exported);

}  // namespace runseal::capture
