"""Files as people have them: CSV, workbooks, address cards. Each becomes records of cells; pure, no Django."""
