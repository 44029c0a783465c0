// The words of an import: steps, progress, kinds of problems. The English is the key.

export const STEPS = ["File", "Columns", "Check", "Import"];

export const WORK = {
  "": "Sending the file",
  look: "Looking at the file",
  read: "Reading the rows",
  place: "Finding the places",
  map: "Matching the columns",
  check: "Checking every row",
  compare: "Comparing with the layer",
  checked: "Checked",
  locate: "Finding cells, grids and roads",
  store: "Storing",
  finish: "Finishing",
};

export const KINDS = {
  missing_code: "No code",
  repeated_code: "Code stands twice",
  numbered_code: "Code numbered",
  exact_duplicate: "Same row twice",
  same_content: "Same content",
  decimal_codes: "Codes with .0",
  too_long: "Text too long",
  not_number: "Not a number",
  not_whole: "Not a whole number",
  not_date: "Not a date",
  date_order: "Order of the date",
  not_boolean: "Neither yes nor no",
  not_choice: "Unknown value",
  read_as: "Read as",
  required_empty: "Empty field",
  no_place: "No place",
  not_finite: "Broken coordinate",
  wrong_family: "Wrong kind of shape",
  ambiguous_outline: "Outline with two readings",
  collapsed: "Shape too small",
  made_valid: "Outline repaired",
  dropped_z: "Heights dropped",
  gathered_from_collection: "Parts gathered",
  unwrapped_single_part: "Taken out of its collection",
  dropped_slivers_of_lower_dimension: "Loose parts dropped",
  disc_from_point: "Disc made of a point",
  outside: "Outside the district",
  new_without_place: "New without a place",
  cell_count: "Cells too few or too many",
  bad_number: "Coordinate not a number",
  half_place: "Half a place",
  bad_shape: "Shape unreadable",
  bad_row: "Row unreadable",
  driver_told: "Told by the reader",
  lost_rows: "Rows lost",
};

export const SEVERITIES = { rejected: "rejected", repaired: "repaired", noted: "noted" };
